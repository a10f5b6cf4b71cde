"""What CONTRIBUTING.md promises, tried out: one dummy of each kind, and how somebody notices that it is there."""
