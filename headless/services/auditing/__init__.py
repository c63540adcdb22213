"""The audit trail: who changed configuration and access, and who took personal data out."""
