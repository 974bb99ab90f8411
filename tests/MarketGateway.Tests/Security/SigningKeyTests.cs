using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using MarketGateway.Testing;
using Microsoft.IdentityModel.Tokens;

namespace MarketGateway.Tests.Security;

/// <summary>Wherever the trusted keys come from, their tokens are let in and no others are.</summary>
public sealed class SigningKeyTests
{
    private const string Rs256 = SecurityAlgorithms.RsaSha256;

    private static readonly SigningPair Trusted = SigningPair.Rsa("trusted");
    private static readonly SigningPair Next = SigningPair.Rsa("next");
    private static readonly SigningPair Curve = SigningPair.EllipticCurve("curve");
    private static readonly TokenMint Mint = new();

    [Fact]
    public async Task A_key_set_at_an_address_says_whose_tokens_are_accepted()
    {
        await using var issuer = await IssuerServer.StartAsync(Trusted, Curve);
        await using var gateway = await StartAsync("JwksUrl", issuer.KeySetAddress);
        Assert.Equal(HttpStatusCode.OK, await ShowAsync(gateway, Signed(Trusted, Rs256)));
        Assert.Equal(HttpStatusCode.OK, await ShowAsync(gateway, Signed(Trusted, SecurityAlgorithms.RsaSsaPssSha256)));
        Assert.Equal(HttpStatusCode.OK, await ShowAsync(gateway, Signed(Curve, SecurityAlgorithms.EcdsaSha256)));
        Assert.Equal(HttpStatusCode.Unauthorized, await ShowAsync(gateway, Signed(Next, Rs256)));
        var borrowedName = Signed(SigningPair.Rsa("trusted"), Rs256);
        Assert.Equal(HttpStatusCode.Unauthorized, await ShowAsync(gateway, borrowedName));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_keys_rotate_the_first_token_of_the_new_one_is_accepted_and_the_withdrawn_one_trusted_no_more(
        bool hasBeginning)
    {
        await using var issuer = await IssuerServer.StartAsync(Trusted);
        await using var gateway = await StartAsync("JwksUrl", issuer.KeySetAddress);
        string OfKey(SigningPair pair) => Mint.Make(credentials: pair.By(Rs256), hasBeginning: hasBeginning);

        Assert.Equal(HttpStatusCode.OK, await ShowAsync(gateway, OfKey(Trusted)));
        issuer.Publish(Next);
        Assert.Equal(HttpStatusCode.OK, await ShowAsync(gateway, OfKey(Next)));
        Assert.Equal(HttpStatusCode.Unauthorized, await ShowAsync(gateway, OfKey(Trusted)));
    }

    [Fact]
    public async Task While_the_issuer_is_down_the_keys_read_last_stay_trusted()
    {
        await using var issuer = await IssuerServer.StartAsync(Trusted);
        await using var gateway = await StartAsync("JwksUrl", issuer.KeySetAddress);
        Assert.Equal(HttpStatusCode.OK, await ShowAsync(gateway, Signed(Trusted, Rs256)));
        issuer.Withhold();
        Assert.Equal(HttpStatusCode.Unauthorized, await ShowAsync(gateway, Signed(Next, Rs256)));
        Assert.Equal(HttpStatusCode.OK, await ShowAsync(gateway, Signed(Trusted, Rs256)));
    }

    [Fact]
    public async Task A_token_with_extensions_that_must_be_understood_is_refused()
    {
        await using var gateway = await StartAsync("SigningKey", Trusted.PublicPem);
        var header = new Dictionary<string, object> { ["crit"] = new[] { "b64" }, ["b64"] = true };
        var token = Mint.Make(credentials: Trusted.By(Rs256), header: header);
        Assert.Equal(HttpStatusCode.Unauthorized, await ShowAsync(gateway, token));
    }

    [Fact]
    public async Task While_the_keys_cannot_be_read_nobody_is_let_in_and_the_token_is_not_blamed()
    {
        await using var issuer = await IssuerServer.StartAsync();
        await using var gateway = await StartAsync("JwksUrl", issuer.KeySetAddress);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ShowAsync(gateway, Signed(Trusted, Rs256)));
        issuer.Publish(Trusted);
        await BecomesAcceptedAsync(gateway, Signed(Trusted, Rs256));
    }

    [Fact]
    public async Task An_authoritys_metadata_name_its_keys_and_the_issuer()
    {
        await using var issuer = await IssuerServer.StartAsync(Trusted);
        await using var gateway = await StartAsync("Authority", issuer.Address, "--Authentication:Issuer", "");
        var token = Mint.Make(issuer: issuer.Address, credentials: Trusted.By(Rs256));
        Assert.Equal(HttpStatusCode.OK, await ShowAsync(gateway, token));
        Assert.Equal(HttpStatusCode.Unauthorized, await ShowAsync(gateway, Signed(Trusted, Rs256)));
        var strangers = Mint.Make(issuer: issuer.Address, credentials: Next.By(Rs256));
        Assert.Equal(HttpStatusCode.Unauthorized, await ShowAsync(gateway, strangers));
    }

    [Theory]
    [InlineData(SecurityAlgorithms.RsaSha256)]
    [InlineData(SecurityAlgorithms.RsaSsaPssSha256)]
    [InlineData(SecurityAlgorithms.EcdsaSha256)]
    public async Task A_public_key_checks_tokens_of_its_algorithms(string algorithm)
    {
        var (pair, other) = algorithm == SecurityAlgorithms.EcdsaSha256
            ? (Curve, SigningPair.EllipticCurve("curve"))
            : (Trusted, SigningPair.Rsa("trusted"));
        await using var gateway = await StartAsync("SigningKey", pair.PublicPem);
        Assert.Equal(HttpStatusCode.OK, await ShowAsync(gateway, Signed(pair, algorithm)));
        Assert.Equal(HttpStatusCode.Unauthorized, await ShowAsync(gateway, Signed(other, algorithm)));
    }

    [Fact]
    public async Task A_secret_checks_tokens_that_it_has_signed()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        await using var gateway = await StartAsync("SigningKey", Convert.ToBase64String(secret));
        Assert.Equal(HttpStatusCode.OK, await ShowAsync(gateway, SignedWith(secret)));
        var anothers = SignedWith(RandomNumberGenerator.GetBytes(32));
        Assert.Equal(HttpStatusCode.Unauthorized, await ShowAsync(gateway, anothers));
        Assert.Equal(HttpStatusCode.Unauthorized, await ShowAsync(gateway, Signed(Trusted, Rs256)));
        Assert.Equal(HttpStatusCode.Unauthorized, await ShowAsync(gateway, TokenMint.MakeUnsigned()));
    }

    [Theory]
    [InlineData("SigningKey")]
    [InlineData("JwksUrl")]
    public async Task What_everybody_knows_of_a_key_signs_nothing(string setting)
    {
        await using var issuer = await IssuerServer.StartAsync(Trusted);
        await using var gateway = await StartAsync(
            setting, setting == "JwksUrl" ? issuer.KeySetAddress : Trusted.PublicPem);
        using var key = RSA.Create();
        key.ImportFromPem(Trusted.PublicPem);
        byte[][] known =
        [
            Encoding.UTF8.GetBytes(Trusted.PublicPem),
            Encoding.UTF8.GetBytes(Trusted.PublicPem + '\n'),
            key.ExportSubjectPublicKeyInfo(),
            key.ExportRSAPublicKey(),
            key.ExportParameters(includePrivateParameters: false).Modulus!,
        ];
        foreach (var bytes in known)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, await ShowAsync(gateway, SignedWith(bytes, "trusted")));
        }

        Assert.Equal(HttpStatusCode.Unauthorized, await ShowAsync(gateway, TokenMint.MakeUnsigned()));
        Assert.Equal(HttpStatusCode.OK, await ShowAsync(gateway, Signed(Trusted, Rs256)));
    }

    [Fact]
    public async Task A_key_may_lie_in_a_file()
    {
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, Trusted.PublicPem + '\n');
            await using var gateway = await StartAsync("SigningKeyFile", file);
            Assert.Equal(HttpStatusCode.OK, await ShowAsync(gateway, Signed(Trusted, Rs256)));
            Assert.Equal(HttpStatusCode.Unauthorized, await ShowAsync(gateway, Signed(Next, Rs256)));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static string Signed(SigningPair pair, string algorithm) => Mint.Make(credentials: pair.By(algorithm));

    private static string SignedWith(byte[] secret, string? keyId = null)
    {
        var key = new SymmetricSecurityKey(secret) { KeyId = keyId };
        return Mint.Make(credentials: new SigningCredentials(key, SecurityAlgorithms.HmacSha256));
    }

    /// <summary>Starts a gateway that has its keys from one setting only.</summary>
    private static Task<MarketHarness> StartAsync(string setting, string value, params string[] more) =>
        MarketHarness.StartAsync(
            [.. Mint.Settings, "--Authentication:SigningKey", "", $"--Authentication:{setting}", value, .. more]);

    /// <summary>Shows a token until it is accepted: an unknown key is refused while the keys are read again.</summary>
    private static Task BecomesAcceptedAsync(MarketHarness gateway, string token) => Eventually.IsTrueAsync(
        "the token is accepted", async () => await ShowAsync(gateway, token) == HttpStatusCode.OK);

    private static async Task<HttpStatusCode> ShowAsync(MarketHarness gateway, string token)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(gateway.Address, "/v1/instruments"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return answer.StatusCode;
    }
}
