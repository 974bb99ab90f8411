using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace MarketGateway.Admin;

/// <summary>
/// Says who an operator is: by a token, by a certificate that the TLS handshake has verified, or, where there is neither and
/// only this machine can connect, by being here.
/// </summary>
internal sealed class AdminAccess
{
    private const string Scheme = "Bearer ";

    private readonly (string Name, byte[] Hash)[] _tokens;
    private readonly bool _takesCertificates;
    private readonly bool _isOpen;

    /// <param name="options">The tokens.</param>
    /// <param name="isOnLoopback">Whether the operators' address is for this machine alone.</param>
    public AdminAccess(AdminOptions options, bool isOnLoopback)
    {
        _tokens = [.. options.Tokens.Select(token => (token.Key, SHA256.HashData(Encoding.UTF8.GetBytes(token.Value))))];
        _takesCertificates = options.ClientCaFile.Length > 0;
        _isOpen = isOnLoopback && _tokens.Length == 0 && !_takesCertificates;
    }

    /// <summary>Gets a value indicating whether anybody can be an operator.</summary>
    public bool IsOn => _isOpen || _tokens.Length > 0 || _takesCertificates;

    /// <summary>Says who asks; null: nobody that is known.</summary>
    public string? Identify(HttpContext context)
    {
        if (_isOpen)
        {
            return "local";
        }

        if (_takesCertificates && context.Connection.ClientCertificate is { } certificate)
        {
            return certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false);
        }

        var header = context.Request.Headers[HeaderNames.Authorization].ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
            ? FindOwner(header[Scheme.Length..].Trim())
            : null;
    }

    /// <remarks>All are compared, in the same time each: how long an answer takes tells nothing.</remarks>
    private string? FindOwner(string token)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(token));
        string? owner = null;
        foreach (var (name, expected) in _tokens)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, expected))
            {
                owner = name;
            }
        }

        return owner;
    }
}
