"""What people see of their accounts."""
