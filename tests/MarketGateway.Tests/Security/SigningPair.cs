using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.Tokens;

namespace MarketGateway.Tests.Security;

/// <summary>A key pair of an issuer that names its keys: what signs, and what the gateway may know of it.</summary>
internal sealed class SigningPair
{
    private readonly AsymmetricSecurityKey _private;
    private readonly JsonObject _public;

    private SigningPair(AsymmetricSecurityKey key, JsonObject parameters, string publicPem)
    {
        _private = key;
        _public = parameters;
        _public["kid"] = key.KeyId;
        _public["use"] = "sig";
        PublicPem = publicPem;
    }

    public string PublicPem { get; }

    public static SigningPair Rsa(string keyId)
    {
        var rsa = RSA.Create(2048);
        var parts = rsa.ExportParameters(includePrivateParameters: false);
        return new SigningPair(
            new RsaSecurityKey(rsa) { KeyId = keyId },
            new JsonObject { ["kty"] = "RSA", ["n"] = Encode(parts.Modulus), ["e"] = Encode(parts.Exponent) },
            rsa.ExportSubjectPublicKeyInfoPem());
    }

    public static SigningPair EllipticCurve(string keyId)
    {
        var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var point = curve.ExportParameters(includePrivateParameters: false).Q;
        return new SigningPair(
            new ECDsaSecurityKey(curve) { KeyId = keyId },
            new JsonObject { ["kty"] = "EC", ["crv"] = "P-256", ["x"] = Encode(point.X), ["y"] = Encode(point.Y) },
            curve.ExportSubjectPublicKeyInfoPem());
    }

    public SigningCredentials By(string algorithm) => new(_private, algorithm);

    /// <summary>Writes the public half of each as a JSON Web Key Set (RFC 7517).</summary>
    public static string KeySet(params IEnumerable<SigningPair> pairs) =>
        new JsonObject { ["keys"] = new JsonArray([.. pairs.Select(pair => pair._public.DeepClone())]) }.ToJsonString();

    private static string Encode(byte[]? bytes) => Base64UrlEncoder.Encode(bytes);
}
