using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Sessions;
using Microsoft.IdentityModel.Tokens;

namespace MarketGateway.Security;

/// <summary>
/// Writes rights into a ticket that only holders of the key can make or read (AES-256-GCM): every replica that has the
/// key takes the tickets of the others, and none has to remember them.
/// </summary>
/// <param name="key">32 bytes.</param>
internal sealed class TicketSeal(byte[] key) : IDisposable
{
    private const byte Format = 1;
    private const int KeyBytes = 32;
    private const int NonceBytes = 12;
    private const int TagBytes = 16;
    private const int HeadBytes = 1 + NonceBytes;

    private static readonly byte[] Purpose = "MarketGateway ticket 1"u8.ToArray();

    private readonly AesGcm _cipher = new(key, TagBytes);

    /// <summary>Derives the key from a secret that may have other uses.</summary>
    public static byte[] DeriveKey(byte[] secret) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, KeyBytes, salt: null, Purpose);

    /// <summary>Makes a key that nobody else has.</summary>
    public static byte[] RandomKey() => RandomNumberGenerator.GetBytes(KeyBytes);

    /// <summary>Writes a ticket; its id is random, and no other has it.</summary>
    public string Seal(SessionRights rights, DateTimeOffset expiresAt, out string id)
    {
        var content = Compress(JsonSerializer.SerializeToUtf8Bytes(new Content(
            rights.Principal,
            rights.Symbols?.Select(symbol => symbol.Text).ToArray(),
            rights.DepthMax,
            rights.ExpiresAt?.ToUnixTimeMilliseconds(),
            expiresAt.ToUnixTimeMilliseconds())));
        var ticket = new byte[HeadBytes + content.Length + TagBytes];
        ticket[0] = Format;
        var nonce = ticket.AsSpan(1, NonceBytes);
        var (sealedContent, tag) = (ticket.AsMemory(HeadBytes, content.Length), ticket.AsMemory(HeadBytes + content.Length));
        RandomNumberGenerator.Fill(nonce);
        _cipher.Encrypt(nonce, content, sealedContent.Span, tag.Span, ticket.AsSpan(0, 1));
        id = Convert.ToHexString(nonce);
        return Base64UrlEncoder.Encode(ticket);
    }

    /// <summary>Reads a ticket; null: none of ours, or changed.</summary>
    public OpenedTicket? TryOpen(string text)
    {
        try
        {
            var ticket = Base64UrlEncoder.DecodeBytes(text);
            if (ticket.Length < HeadBytes + TagBytes || ticket[0] != Format)
            {
                return null;
            }

            var content = new byte[ticket.Length - HeadBytes - TagBytes];
            var nonce = ticket.AsSpan(1, NonceBytes);
            var (sealedContent, tag) = (ticket.AsMemory(HeadBytes, content.Length), ticket.AsMemory(HeadBytes + content.Length));
            _cipher.Decrypt(nonce, sealedContent.Span, tag.Span, content, ticket.AsSpan(0, 1));
            return Read(Decompress(content), Convert.ToHexString(nonce));
        }
        catch (Exception wrong) when (wrong is FormatException or CryptographicException)
        {
            return null;
        }
    }

    public void Dispose() => _cipher.Dispose();

    private static OpenedTicket Read(byte[] json, string id)
    {
        var content = JsonSerializer.Deserialize<Content>(json)!;
        var rights = new SessionRights(content.Principal)
        {
            Symbols = content.Symbols?.Select(symbol => new SymbolPattern(symbol)).ToArray(),
            DepthMax = content.DepthMax,
            ExpiresAt = content.RightsEnd is { } end ? DateTimeOffset.FromUnixTimeMilliseconds(end) : null,
        };
        return new OpenedTicket(id, rights, DateTimeOffset.FromUnixTimeMilliseconds(content.TicketEnd));
    }

    /// <remarks>Addresses are short, and lists of symbols repeat themselves.</remarks>
    private static byte[] Compress(byte[] content)
    {
        using var output = new MemoryStream();
        using (var deflate = new DeflateStream(output, CompressionLevel.Optimal))
        {
            deflate.Write(content);
        }

        return output.ToArray();
    }

    /// <remarks>What is decompressed was sealed by a gateway: it is as long as that one made it.</remarks>
    private static byte[] Decompress(byte[] compressed)
    {
        using var deflate = new DeflateStream(new MemoryStream(compressed), CompressionMode.Decompress);
        using var output = new MemoryStream();
        deflate.CopyTo(output);
        return output.ToArray();
    }

    private sealed record Content(string Principal, string[]? Symbols, int? DepthMax, long? RightsEnd, long TicketEnd);
}
