"""What operators see of the portal: logs, metrics and error reports. See docs/monitoring.md."""
