"""Who undertook what on a call, and until when: which words are a promise, and which are one."""
