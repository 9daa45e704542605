"""The tables of the index, one in each file: its rows as a frozen dataclass, and the questions asked of it."""
