using Microsoft.IdentityModel.Tokens;

namespace MarketGateway.Security;

/// <summary>Finds the key that tickets are sealed with.</summary>
internal static class TicketKeys
{
    private const string Setting = $"{AccessOptions.SectionName}:{nameof(AccessOptions.TicketKey)}";
    private const string FileSetting = $"{AccessOptions.SectionName}:{nameof(AccessOptions.TicketKeyFile)}";

    /// <summary>
    /// Reads the configured secret; without one, replicas share what follows from the secret that signs tokens.
    /// </summary>
    /// <exception cref="FormatException">
    /// It is no secret; the message names the setting and never its value.
    /// </exception>
    public static byte[] Read(AccessOptions options, SecurityKey? signingKey)
    {
        if (options.TicketKey.Length > 0)
        {
            return Parse(options.TicketKey.Trim(), Setting);
        }

        if (options.TicketKeyFile.Length > 0)
        {
            var text = SigningKeys.ReadFile(options.TicketKeyFile, FileSetting);
            return Parse(text, $"{FileSetting} ('{options.TicketKeyFile}')");
        }

        return signingKey is SymmetricSecurityKey secret ? TicketSeal.DeriveKey(secret.Key) : TicketSeal.RandomKey();
    }

    /// <summary>Says whether other replicas with the same settings have the same key.</summary>
    public static bool AreShared(AccessOptions options) =>
        (options.TicketKey + options.TicketKeyFile).Length > 0 || SigningKeys.Read(options) is SymmetricSecurityKey;

    private static byte[] Parse(string text, string setting) => SigningKeys.TryReadSecret(text) is { } secret
        ? TicketSeal.DeriveKey(secret)
        : throw new FormatException(
            $"{setting} holds no secret of at least {SigningKeys.SecretBytesMin} bytes in base64 (openssl rand -base64 32).");
}
