"""The metronome: what is due is done."""
