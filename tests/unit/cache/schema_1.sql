-- Version 1. Times are whole seconds since 1970; digests are SHA-256 in hex.

-- What the user asked for: an application or library by its path.
CREATE TABLE roots (
    id        INTEGER PRIMARY KEY,
    path      TEXT NOT NULL UNIQUE,
    kind      TEXT NOT NULL,             -- application | library
    scenario  TEXT NOT NULL,             -- sorted flags joined by '+', '' when none
    options   TEXT NOT NULL,
    target    TEXT NOT NULL,
    framework TEXT NOT NULL,             -- what the closure was bound to, as text
    mode      TEXT NOT NULL,             -- in-place | aside
    installed INTEGER NOT NULL
);

-- What was produced. An image is identified by the action that made it; equal actions make equal bytes.
CREATE TABLE images (
    id       INTEGER PRIMARY KEY,
    action   TEXT NOT NULL UNIQUE,
    digest   TEXT NOT NULL,              -- of the image file
    name     TEXT NOT NULL,              -- simple name of the assembly
    version  TEXT NOT NULL,
    mvid     TEXT NOT NULL,
    source   TEXT NOT NULL,              -- digest of the IL file
    inputs   TEXT NOT NULL,              -- digest of the inputs text of the action key
    target   TEXT NOT NULL,
    scenario TEXT NOT NULL,
    size     INTEGER NOT NULL,
    methods  INTEGER NOT NULL,           -- compiled or left to the JIT; without those that have no body
    compiled INTEGER NOT NULL,
    created  INTEGER NOT NULL
);

-- The files of each root's closure, and the image that stands for each. An image may serve many roots.
CREATE TABLE deps (
    root  INTEGER NOT NULL REFERENCES roots(id) ON DELETE CASCADE,
    path  TEXT NOT NULL,
    image INTEGER NOT NULL REFERENCES images(id),
    PRIMARY KEY (root, path)
) WITHOUT ROWID;
CREATE INDEX deps_by_image ON deps(image);
CREATE INDEX deps_by_path ON deps(path);

-- Files of applications that hold an image now, and the blob of what stood there before.
CREATE TABLE activations (
    path     TEXT PRIMARY KEY,
    original TEXT NOT NULL,              -- digest of the original file; the blob is in the store
    image    TEXT NOT NULL,              -- digest of the image file that was put there
    mtime_ns INTEGER NOT NULL            -- of the original, restored with it
) WITHOUT ROWID;

-- Why a method was left to the JIT.
CREATE TABLE why (
    image  INTEGER NOT NULL REFERENCES images(id) ON DELETE CASCADE,
    method TEXT NOT NULL,
    reason TEXT NOT NULL,
    detail TEXT NOT NULL,
    PRIMARY KEY (image, method)
) WITHOUT ROWID;

-- Results of single methods: a piece of a blob that holds a whole batch.
CREATE TABLE actions (
    key    TEXT PRIMARY KEY,
    blob   TEXT NOT NULL,
    start  INTEGER NOT NULL,
    length INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX actions_by_blob ON actions(blob);
