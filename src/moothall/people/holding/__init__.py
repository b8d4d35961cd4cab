"""What this app and the kernel hold about people: their record, their sign-in and the audit."""
