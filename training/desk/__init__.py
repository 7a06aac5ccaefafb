"""What those who run the training do beside single sessions: people, mails, certificates, invitations, a year's programme."""
