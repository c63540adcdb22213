"""Explanations for members, front ends and operators."""
