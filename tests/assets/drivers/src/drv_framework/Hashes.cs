// Checksums and cryptography. Most of it needs OpenSSL: where that is missing, what is printed says so.
using System;
using System.Formats.Asn1;
using System.IO;
using System.Linq;
using System.Security.Cryptography;
using System.Text;

internal static class Hashes
{
    static readonly byte[] Data = Encoding.UTF8.GetBytes("the text to protect, longer than one block of any cipher");

    public static void Run(int size)
    {
        Native("sha256", () => SHA256.HashData(Data));
        Native("sha512", () => SHA512.HashData(new MemoryStream(Data)));
        Native("hmac", () => HMACSHA1.HashData(Data, Data));
        Native("incremental", Incremental);
        Native("derived", () => Rfc2898DeriveBytes.Pbkdf2("password", Data, 100 * size, HashAlgorithmName.SHA256, 20));
        Native("hkdf", () => HKDF.DeriveKey(HashAlgorithmName.SHA256, Data, 40));
        Native("aes", Encrypted);
        Out.P("base64", Encoding.ASCII.GetString(Through(new MemoryStream(Data), new ToBase64Transform())));
        Out.P("equal", CryptographicOperations.FixedTimeEquals(Data, Data.ToArray()));
        Out.P("encoded", Encoded());
    }

    static byte[] Through(Stream source, ICryptoTransform transform)
    {
        var result = new MemoryStream();
        using (var stream = new CryptoStream(source, transform, CryptoStreamMode.Read)) stream.CopyTo(result);
        return result.ToArray();
    }

    static string Encoded()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteInteger(-129);
            writer.WriteObjectIdentifier("1.3.101.112");
            writer.WriteCharacterString(UniversalTagNumber.UTF8String, "\u00e9");
        }
        return Convert.ToHexString(writer.Encode());
    }

    static byte[] Incremental()
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        foreach (byte[] part in Data.Chunk(10)) hash.AppendData(part);
        return hash.GetHashAndReset();
    }

    static byte[] Encrypted()
    {
        using Aes aes = Aes.Create();
        aes.Key = new byte[32];
        byte[] cipher = aes.EncryptCbc(Data, new byte[16]);
        Out.P("decrypted", aes.DecryptCbc(cipher, new byte[16]).SequenceEqual(Data));
        return cipher;
    }

    static void Native(string name, Func<byte[]> compute)
    {
        string result;
        try
        {
            result = Convert.ToHexString(compute());
        }
        catch (Exception e) when (e is TypeInitializationException or DllNotFoundException)
        {
            result = "no native library";
        }
        Out.P(name, result);
    }
}
