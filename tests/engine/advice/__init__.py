"""Advice on configurations."""
