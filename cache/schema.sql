-- Version 2. Times are whole seconds since 1970; digests are SHA-256 in hex; a list of folders has one on each line.

-- What the user asked for: an application or library by its path, in a scenario, bound as some application would.
CREATE TABLE roots (
    id           INTEGER PRIMARY KEY,
    path         TEXT NOT NULL,
    scenario     TEXT NOT NULL,          -- sorted flags joined by '+', '' when none
    exe_config   TEXT NOT NULL,          -- the application whose configuration decides, '' when it is its own
    app_base     TEXT NOT NULL,          -- folder, '' when it is that of the application
    gac          TEXT NOT NULL,          -- list of folders
    name         TEXT NOT NULL,          -- identity of the assembly
    version      TEXT NOT NULL,
    culture      TEXT NOT NULL,
    token        TEXT NOT NULL,
    architecture TEXT NOT NULL,
    kind         TEXT NOT NULL,          -- application | library
    options      TEXT NOT NULL,          -- 'no-dependencies' or ''
    target       TEXT NOT NULL,
    framework    TEXT NOT NULL,          -- what the closure was bound to, as text
    runtime      TEXT NOT NULL,          -- version of the runtime
    compiler     TEXT NOT NULL,          -- digest of the compiler that made the images
    mode         TEXT NOT NULL,          -- in-place | aside: what was asked for
    environment  TEXT NOT NULL,          -- variables that binding consulted, NAME=VALUE on each line
    binding      TEXT NOT NULL,          -- digest of the blob that holds every probe, '' when unknown
    installed    INTEGER NOT NULL,
    updated      INTEGER NOT NULL,
    UNIQUE (path, scenario, exe_config, app_base)
);

-- What was produced. An image is identified by the action that made it; equal actions make equal bytes.
CREATE TABLE images (
    id       INTEGER PRIMARY KEY,
    action   TEXT NOT NULL UNIQUE,
    digest   TEXT NOT NULL,              -- of the image file
    name     TEXT NOT NULL,              -- identity of the assembly
    version  TEXT NOT NULL,
    culture  TEXT NOT NULL,
    token    TEXT NOT NULL,
    mvid     TEXT NOT NULL,
    source   TEXT NOT NULL,              -- digest of the IL file
    inputs   TEXT NOT NULL,              -- digest of the inputs text of the action key
    target   TEXT NOT NULL,
    scenario TEXT NOT NULL,
    runtime  TEXT NOT NULL,              -- version of the runtime it was bound to
    size     INTEGER NOT NULL,
    methods  INTEGER NOT NULL,           -- compiled or left to the JIT; without those that have no body
    compiled INTEGER NOT NULL,
    seconds  REAL NOT NULL,              -- that compiling took
    created  INTEGER NOT NULL
);

-- The files of each root's closure, and the image that stands for each. An image may serve many roots.
CREATE TABLE deps (
    root  INTEGER NOT NULL REFERENCES roots(id) ON DELETE CASCADE,
    path  TEXT NOT NULL,
    image INTEGER NOT NULL REFERENCES images(id),
    place TEXT NOT NULL,                 -- in-place | aside: how this root uses the image
    PRIMARY KEY (root, path)
) WITHOUT ROWID;
CREATE INDEX deps_by_image ON deps(image);
CREATE INDEX deps_by_path ON deps(path);

-- Who references whom within a root's closure, by file.
CREATE TABLE refs (
    root   INTEGER NOT NULL REFERENCES roots(id) ON DELETE CASCADE,
    path   TEXT NOT NULL,
    target TEXT NOT NULL,
    PRIMARY KEY (root, path, target)
) WITHOUT ROWID;

-- Files of applications that hold an image now, and what stood there before.
CREATE TABLE activations (
    path     TEXT PRIMARY KEY,
    original TEXT NOT NULL,              -- digest of the original file, which is in the store
    image    TEXT NOT NULL,              -- digest of the image file that is put there
    former   TEXT NOT NULL,              -- digest of the image that stood there before, '' for the original
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

-- Further files made with an image (symbols, maps), by the ending of their name.
CREATE TABLE artefacts (
    image  INTEGER NOT NULL REFERENCES images(id) ON DELETE CASCADE,
    suffix TEXT NOT NULL,
    blob   TEXT NOT NULL,
    PRIMARY KEY (image, suffix)
) WITHOUT ROWID;

-- What a path was when its digest was taken: with the same state it need not be read again.
CREATE TABLE files (
    path     TEXT PRIMARY KEY,
    kind     TEXT NOT NULL,              -- file | folder | absent
    size     INTEGER NOT NULL,
    mtime_ns INTEGER NOT NULL,
    ctime_ns INTEGER NOT NULL,
    inode    INTEGER NOT NULL,
    digest   TEXT NOT NULL               -- of the contents; of a folder its sorted listing; '' when absent
) WITHOUT ROWID;

-- What the binding of a root looked at, and what it was then.
CREATE TABLE consulted (
    root   INTEGER NOT NULL REFERENCES roots(id) ON DELETE CASCADE,
    path   TEXT NOT NULL,
    digest TEXT NOT NULL,
    PRIMARY KEY (root, path)
) WITHOUT ROWID;

-- Work to be done later. Ids are never used twice.
CREATE TABLE queue (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    action   TEXT NOT NULL,              -- install | update
    request  TEXT NOT NULL,
    priority INTEGER NOT NULL,           -- 1 first
    state    TEXT NOT NULL,              -- waiting | running | failed | done
    attempts INTEGER NOT NULL,
    owner    TEXT NOT NULL,              -- the process that runs it (cache.process)
    queued   INTEGER NOT NULL,
    started  INTEGER NOT NULL,
    finished INTEGER NOT NULL,
    message  TEXT NOT NULL,
    estimate REAL NOT NULL               -- seconds of work expected
);

CREATE TABLE settings (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- What a runtime said when it did not take an image.
CREATE TABLE rejections (
    path   TEXT NOT NULL,
    image  TEXT NOT NULL,                -- digest of the image file
    reason TEXT NOT NULL,
    seen   INTEGER NOT NULL,
    PRIMARY KEY (path, image, reason)
) WITHOUT ROWID;
