"""Those who prove who somebody is, one folder each; none knows of another."""
