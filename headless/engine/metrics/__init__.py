"""Metrics: named, typed numbers or sets about one member, and the daily totals behind them."""
