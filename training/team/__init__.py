"""A lead’s own team: whoever books for colleagues, whom they book for, and what each colleague lets them see and change."""
