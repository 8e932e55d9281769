"""What a message means: understand(text, now, vocabulary, expecting) -> Frame."""
