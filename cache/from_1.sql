-- From version 1, whose tables have been renamed to old_..., into the tables of schema.sql.

INSERT INTO roots (id, path, scenario, exe_config, app_base, gac, name, version, culture, token, architecture, kind,
                   options, target, framework, runtime, compiler, mode, environment, binding, installed, updated)
    SELECT id, path, scenario, '', '', '', '', '', '', '', '', kind,
           options, target, framework, '', '', mode, '', '', installed, installed FROM old_roots;

INSERT INTO images (id, action, digest, name, version, culture, token, mvid, source, inputs, target, scenario,
                    runtime, size, methods, compiled, seconds, created)
    SELECT id, action, digest, name, version, '', '', mvid, source, inputs, target, scenario,
           '', size, methods, compiled, 0, created FROM old_images;

INSERT INTO deps (root, path, image, place)
    SELECT d.root, d.path, d.image, r.mode FROM old_deps AS d JOIN old_roots AS r ON r.id = d.root;

INSERT INTO activations (path, original, image, former, mtime_ns)
    SELECT path, original, image, '', mtime_ns FROM old_activations;

INSERT INTO why (image, method, reason, detail) SELECT image, method, reason, detail FROM old_why;

INSERT INTO actions (key, blob, start, length) SELECT key, blob, start, length FROM old_actions;
