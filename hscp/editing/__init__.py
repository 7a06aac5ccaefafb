"""How an editor's change reaches the public: drafts beside what is live, review, taking offline, undoing."""
