"""Stored secrets: which key each is sealed with, and all of them sealed with the present one."""
