"""What `manage.py doctor` looks at: each module holds functions that take nothing and yield findings, the quick ones apart."""
