"""Tests of running rules, judging conditions, and the stages from proposals to amounts."""
