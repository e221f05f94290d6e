"""Where figures come from: one file per platform, plain Python over HTTP; no database and no queue."""
