using System.Globalization;
using Microsoft.IdentityModel.Protocols;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace MarketGateway.Security;

/// <summary>
/// Reads an issuer's keys from where it publishes them: a bare key set, or metadata that lead to one.
/// </summary>
internal sealed class KeyDocuments : IDocumentRetriever, IDisposable
{
    private const string MetadataPath = ".well-known/openid-configuration";
    private const string Https = "https://";

    /// <summary>Key sets have some kilobytes.</summary>
    private const int DocumentBytesMax = 1 << 20;

    private readonly HttpClient _http = new() { MaxResponseContentBufferSize = DocumentBytesMax };
    private readonly AccessOptions _access;
    private readonly bool _requiresHttps;

    public KeyDocuments(AccessOptions access)
    {
        _access = access;

        // Settings allow http:// on this machine alone; what an https:// issuer leads to is no http:// either.
        _requiresHttps = (access.Authority + access.JwksUrl).StartsWith(Https, StringComparison.OrdinalIgnoreCase);
    }

    public void Dispose() => _http.Dispose();

    public async Task<TrustedKeys> ReadAsync(CancellationToken cancel)
    {
        if (_access.JwksUrl.Length > 0)
        {
            var set = new JsonWebKeySet(await GetDocumentAsync(_access.JwksUrl, cancel).ConfigureAwait(false));
            return new TrustedKeys([.. set.GetSigningKeys()], Issuer: null);
        }

        var metadata = await OpenIdConnectConfigurationRetriever
            .GetAsync($"{_access.Authority.TrimEnd('/')}/{MetadataPath}", this, cancel).ConfigureAwait(false);
        return new TrustedKeys([.. metadata.SigningKeys], metadata.Issuer);
    }

    public async Task<string> GetDocumentAsync(string address, CancellationToken cancel)
    {
        if (_requiresHttps && !address.StartsWith(Https, StringComparison.OrdinalIgnoreCase))
        {
            throw new IOException($"the issuer leads to {address}, which is no https:// address");
        }

        using var answer = await _http.GetAsync(new Uri(address), cancel).ConfigureAwait(false);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadAsStringAsync(cancel).ConfigureAwait(false)
            : throw new IOException(string.Create(
                CultureInfo.InvariantCulture, $"{address} answered {(int)answer.StatusCode} {answer.ReasonPhrase}"));
    }
}
