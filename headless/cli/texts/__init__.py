"""Texts of the command line by language, under their English: help, headings, errors of use."""
