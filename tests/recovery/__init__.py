"""Drills: a backup is restored (`make restore-drill`), and a server goes back to a moment (`make recovery-drill`)."""
