"""What shows schools, by front door."""
