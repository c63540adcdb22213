"""What front ends send to plugins and get from their actions: types, and values checked against them."""
