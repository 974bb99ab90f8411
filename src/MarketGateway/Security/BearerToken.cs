using System.Text;
using MarketGateway.Http;
using Microsoft.IdentityModel.Tokens;

namespace MarketGateway.Security;

/// <summary>Finds the token of an HTTP request.</summary>
internal static class BearerToken
{
    private const string Scheme = "Bearer ";

    /// <summary>Gets the token of <c>Authorization: Bearer</c>; null: there is none.</summary>
    public static string? OfHeader(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }

    /// <summary>Gets the token among the offered subprotocols; null: there is none, empty: it is not base64url.</summary>
    public static string? OfSubprotocols(IList<string> offered)
    {
        foreach (var entry in offered)
        {
            if (BearerSubprotocol.IsIt(entry))
            {
                return Decode(entry[BearerSubprotocol.Prefix.Length..]);
            }
        }

        return null;
    }

    private static string Decode(string base64Url)
    {
        try
        {
            return Encoding.UTF8.GetString(Base64UrlEncoder.DecodeBytes(base64Url));
        }
        catch (FormatException)
        {
            return "";
        }
    }
}
