using System.Security.Cryptography;
using MarketGateway.Core.Instruments;
using MarketGateway.Core.Sessions;
using MarketGateway.Security;
using Microsoft.Extensions.Time.Testing;
using Microsoft.IdentityModel.Tokens;

namespace MarketGateway.Tests.Security;

/// <summary>What a ticket carries, how long it is good, and what of it is remembered.</summary>
public sealed class TicketBoxTests
{
    private static readonly AccessOptions Options = new() { Mode = AuthenticationMode.Jwt };

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 5, 12, 0, 0, TimeSpan.Zero));
    private readonly TicketSeal _seal = new(TicketSeal.RandomKey());

    [Fact]
    public void A_ticket_carries_all_rights_of_its_token()
    {
        var rights = new SessionRights("desk7")
        {
            Symbols = [new SymbolPattern("ES*"), new SymbolPattern("CLF4")],
            DepthMax = 5,
            ExpiresAt = _time.GetUtcNow().AddHours(1),
        };
        var box = new TicketBox(_seal, Options, _time);
        var taken = box.TryRedeem(box.TryIssue(rights, out _)!)!;
        Assert.Equal(["ES*", "CLF4"], taken.Symbols!.Select(symbol => symbol.Text));
        Assert.Equal((rights.Principal, rights.DepthMax, rights.ExpiresAt), (taken.Principal, taken.DepthMax, taken.ExpiresAt));
        Assert.True(box.TryRedeem(box.TryIssue(new SessionRights("desk7"), out _)!)!.Allows("anything"));
    }

    [Fact]
    public void A_ticket_is_good_until_its_time_is_over()
    {
        var box = new TicketBox(_seal, Options, _time);
        var ticket = box.TryIssue(new SessionRights("desk7"), out _)!;
        _time.Advance(Options.TicketLifetime);
        Assert.Null(box.TryRedeem(ticket));
    }

    [Fact]
    public void A_changed_ticket_is_none()
    {
        var box = new TicketBox(_seal, Options, _time);
        var ticket = Base64UrlEncoder.DecodeBytes(box.TryIssue(new SessionRights("desk7"), out _)!);
        for (var index = 0; index < ticket.Length; index++)
        {
            ticket[index] ^= 1;
            Assert.Null(box.TryRedeem(Base64UrlEncoder.Encode(ticket)));
            ticket[index] ^= 1;
        }

        Assert.Null(box.TryRedeem(""));
        Assert.Null(box.TryRedeem("~"));
        Assert.NotNull(box.TryRedeem(Base64UrlEncoder.Encode(ticket)));
    }

    [Fact]
    public void What_is_remembered_of_tickets_does_not_grow_with_time()
    {
        var box = new TicketBox(_seal, Options, _time);
        for (var lifetime = 0; lifetime < 100; lifetime++)
        {
            var ticket = box.TryIssue(new SessionRights($"desk{lifetime}"), out _)!;
            box.TryIssue(new SessionRights($"desk{lifetime}"), out _);
            box.TryRedeem(ticket);
            _time.Advance(Options.TicketLifetime);
        }

        Assert.InRange(box.Remembered, 0, 4);
    }

    [Fact]
    public void Replicas_with_one_secret_for_tokens_share_their_tickets()
    {
        var secret = new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32));
        Assert.Equal(TicketKeys.Read(Options, secret), TicketKeys.Read(Options, secret));
        Assert.NotEqual(TicketKeys.Read(Options, secret), secret.Key);
        Assert.NotEqual(TicketKeys.Read(Options, signingKey: null), TicketKeys.Read(Options, signingKey: null));
    }
}
