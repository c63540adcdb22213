"""Waiting work: how every queue leases, repeats, puts off and gives up what it holds."""
