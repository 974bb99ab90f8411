using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace MarketGateway.Security;

/// <summary>Reads the configured key: a public key in PEM, or a secret in base64.</summary>
internal static class SigningKeys
{
    public const int SecretBytesMin = 32;

    private const string SigningKeyFileSetting = $"{AccessOptions.SectionName}:SigningKeyFile";
    private const int RsaBitsMin = 2048;
    private const string PemBegin = "-----BEGIN ";

    /// <summary>Reads the key out of the options; null where the keys come from an address.</summary>
    /// <exception cref="FormatException">It is no key; the message names the setting and never its value.</exception>
    public static SecurityKey? Read(AccessOptions options)
    {
        if (options.SigningKey.Length > 0)
        {
            return Parse(options.SigningKey.Trim(), $"{AccessOptions.SectionName}:SigningKey");
        }

        return options.SigningKeyFile.Length == 0
            ? null
            : Parse(
                ReadFile(options.SigningKeyFile, SigningKeyFileSetting),
                $"{SigningKeyFileSetting} ('{options.SigningKeyFile}')");
    }

    /// <summary>Reads the text of a key out of its file.</summary>
    /// <exception cref="FormatException">It cannot be read; the message names the setting.</exception>
    public static string ReadFile(string path, string setting)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception unread) when (unread is IOException or UnauthorizedAccessException)
        {
            throw new FormatException($"{setting} is '{path}', which cannot be read: {unread.Message}", unread);
        }
    }

    /// <summary>Reads a secret; null: it is not base64, or too short.</summary>
    public static byte[]? TryReadSecret(string base64)
    {
        var bytes = new byte[base64.Length];
        return Convert.TryFromBase64String(base64, bytes, out var length) && length >= SecretBytesMin
            ? bytes[..length]
            : null;
    }

    private static SecurityKey Parse(string text, string setting)
    {
        if (!text.StartsWith(PemBegin, StringComparison.Ordinal))
        {
            return ParseSecret(text, setting);
        }

        if (text.Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            throw new FormatException(
                $"{setting} holds a private key; the gateway needs the public one only (openssl pkey -in key.pem -pubout).");
        }

        return (SecurityKey?)TryRsa(text, setting) ?? TryEllipticCurve(text)
            ?? throw new FormatException($"{setting} holds no public key of RSA or ECDSA in PEM.");
    }

    private static SymmetricSecurityKey ParseSecret(string text, string setting) =>
        TryReadSecret(text) is { } secret
            ? new SymmetricSecurityKey(secret)
            : throw new FormatException(
                $"{setting} is neither a public key in PEM nor a secret of at least {SecretBytesMin} bytes in base64 (openssl rand -base64 32).");

    private static RsaSecurityKey? TryRsa(string pem, string setting)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
        }
        catch (Exception other) when (other is ArgumentException or CryptographicException)
        {
            rsa.Dispose();
            return null;
        }

        return rsa.KeySize >= RsaBitsMin
            ? new RsaSecurityKey(rsa)
            : throw new FormatException($"{setting} holds an RSA key of {rsa.KeySize} bits; it must have at least {RsaBitsMin}.");
    }

    private static ECDsaSecurityKey? TryEllipticCurve(string pem)
    {
        var curve = ECDsa.Create();
        try
        {
            curve.ImportFromPem(pem);
            return new ECDsaSecurityKey(curve);
        }
        catch (Exception other) when (other is ArgumentException or CryptographicException)
        {
            curve.Dispose();
            return null;
        }
    }
}
