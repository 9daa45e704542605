// A file system in memory, so that static files need nothing on disk and have a fixed date.
using System;
using System.IO;
using System.Text;
using Microsoft.Extensions.FileProviders;
using Microsoft.Extensions.Primitives;

public sealed class TextFiles : IFileProvider
{
    public IDirectoryContents GetDirectoryContents(string path) => NotFoundDirectoryContents.Singleton;

    public IFileInfo GetFileInfo(string path) =>
        path.EndsWith(".txt") ? new TextFile(Path.GetFileName(path)) : new NotFoundFileInfo(path);

    public IChangeToken Watch(string filter) => NullChangeToken.Singleton;

    sealed class TextFile : IFileInfo
    {
        readonly byte[] content;

        public TextFile(string name)
        {
            Name = name;
            content = Encoding.UTF8.GetBytes(new StringBuilder().Insert(0, "the file " + name + "\n", 300).ToString());
        }

        public bool Exists => true;
        public bool IsDirectory => false;
        public DateTimeOffset LastModified => new(2020, 1, 2, 3, 4, 5, TimeSpan.Zero);
        public long Length => content.Length;
        public string Name { get; }
        public string PhysicalPath => null;
        public Stream CreateReadStream() => new MemoryStream(content);
    }
}
