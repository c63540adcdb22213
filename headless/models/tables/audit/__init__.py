"""The audit trail: who changed what, and who took personal data out."""
