"""The executor: plans, levels, leaves. It knows no noun."""
