using Microsoft.IdentityModel.Tokens;

namespace MarketGateway.Security;

/// <summary>What an issuer says of itself.</summary>
/// <param name="Keys">The keys it signs with.</param>
/// <param name="Issuer">What its tokens have in <c>iss</c>; null: it does not say.</param>
internal sealed record TrustedKeys(IReadOnlyCollection<SecurityKey> Keys, string? Issuer);
