"""What visitors asked and thought of it: kept, and reported."""
