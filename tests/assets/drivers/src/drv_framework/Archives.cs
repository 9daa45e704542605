// Compressed streams, zip archives, tar archives.
using System;
using System.Formats.Tar;
using System.IO;
using System.IO.Compression;
using System.Linq;
using System.Text;

internal static class Archives
{
    public static void Run(int size)
    {
        byte[] data = Encoding.UTF8.GetBytes(string.Concat(
            Enumerable.Range(0, 2000 * size).Select(i => "line " + i % 97 + "\n")));
        There("gzip", data, to => new GZipStream(to, CompressionLevel.Optimal, true),
            from => new GZipStream(from, CompressionMode.Decompress));
        There("deflate", data, to => new DeflateStream(to, CompressionLevel.Fastest, true),
            from => new DeflateStream(from, CompressionMode.Decompress));
        There("zlib", data, to => new ZLibStream(to, CompressionLevel.SmallestSize, true),
            from => new ZLibStream(from, CompressionMode.Decompress));
        There("brotli", data, to => new BrotliStream(to, CompressionLevel.Fastest, true),
            from => new BrotliStream(from, CompressionMode.Decompress));
        var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, true))
            for (int i = 0; i <= size; i++)
                using (Stream entry = archive.CreateEntry("file" + i).Open()) entry.Write(data, 0, i * 100);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, true)) archive.GetEntry("file0").Delete();
        using (var archive = new ZipArchive(stream))
            foreach (ZipArchiveEntry entry in archive.Entries) Out.P(entry.FullName, entry.Length + " " + entry.Crc32);
        try
        {
            new GZipStream(new MemoryStream(data), CompressionMode.Decompress).ReadByte();
        }
        catch (InvalidDataException e)
        {
            Out.P("error", e.Message);
        }
    }

    // There and back again.
    static void There(string name, byte[] data, Func<Stream, Stream> pack, Func<Stream, Stream> unpack)
    {
        var packed = new MemoryStream();
        using (Stream writer = pack(packed)) writer.Write(data);
        bool smaller = packed.Length < data.Length / 4;
        packed.Position = 0;
        var result = new MemoryStream();
        using (Stream reader = unpack(packed)) reader.CopyTo(result);
        Out.P(name, result.Length + " " + smaller + " " + result.ToArray().SequenceEqual(data));
    }

    public static void Tar(int size)
    {
        foreach (TarEntryFormat format in new[] { TarEntryFormat.Pax, TarEntryFormat.Ustar, TarEntryFormat.Gnu })
        {
            var stream = new MemoryStream();
            using (var writer = new TarWriter(stream, format, true))
                for (int i = 0; i < size; i++) writer.WriteEntry(Entry(format, i));
            stream.Position = 0;
            using var reader = new TarReader(stream);
            while (reader.GetNextEntry() is { } entry)
                Out.P(format + " " + entry.Name, entry.Length + " " + entry.ModificationTime.Ticks + " " + entry.Mode);
        }
    }

    static TarEntry Entry(TarEntryFormat format, int i)
    {
        string name = "folder/file" + i;
        TarEntry entry = format switch
        {
            TarEntryFormat.Pax => new PaxTarEntry(TarEntryType.RegularFile, name + new string('x', 120)),
            TarEntryFormat.Ustar => new UstarTarEntry(TarEntryType.RegularFile, name),
            _ => new GnuTarEntry(TarEntryType.RegularFile, name),
        };
        entry.DataStream = new MemoryStream(new byte[i * 700]);
        entry.ModificationTime = DateTimeOffset.UnixEpoch.AddDays(i);
        entry.Mode = UnixFileMode.UserRead | UnixFileMode.GroupWrite;
        return entry;
    }
}
