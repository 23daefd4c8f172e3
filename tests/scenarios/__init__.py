"""Stories in text, and the histories that they must give."""
