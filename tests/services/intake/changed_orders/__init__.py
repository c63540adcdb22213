"""Tests of orders that change after they were paid."""
