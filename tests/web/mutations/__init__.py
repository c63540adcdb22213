"""Tests of mutations over HTTP."""
