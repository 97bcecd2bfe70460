"""What is done in the review queue: draw a sample, judge an item, take it back."""
