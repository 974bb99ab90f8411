using System.Net;
using MarketGateway.Http;
using Microsoft.Extensions.Time.Testing;

namespace MarketGateway.Tests.Http;

/// <summary>Each has its share, and nobody who is gone is remembered.</summary>
public sealed class RequestRateTests
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Each_owner_has_its_own_requests_and_is_told_when_there_is_another()
    {
        var rate = new RequestRate(max: 5, Window, _time);
        Assert.All(Enumerable.Range(0, 5), _ => Assert.True(rate.TryTake("a", out TimeSpan _)));
        Assert.False(rate.TryTake("a", out var retryAfter));
        Assert.Equal(TimeSpan.FromSeconds(2), retryAfter);
        Assert.True(rate.TryTake("b", out _));
        _time.Advance(retryAfter);
        Assert.True(rate.TryTake("a", out _));
        Assert.False(rate.TryTake("a", out _));
    }

    [Fact]
    public void Whoever_asks_all_the_time_gets_as_many_as_the_window_has()
    {
        var rate = new RequestRate(max: 5, Window, _time);
        var granted = 0;
        for (var moment = 0; moment < 10_000; moment++)
        {
            granted += rate.TryTake("a", out _) ? 1 : 0;
            _time.Advance(Window / 1_000);
        }

        Assert.InRange(granted, 50, 55);
    }

    [Fact]
    public void Who_has_asked_for_nothing_within_the_window_is_forgotten()
    {
        var rate = new RequestRate(max: 5, Window, _time);
        for (var owner = 0; owner < 1_000; owner++)
        {
            rate.TryTake($"{owner}", out _);
        }

        _time.Advance(Window);
        rate.TryTake("last", out _);
        Assert.Equal(1, rate.Owners);
    }

    [Fact]
    public void A_place_that_is_given_back_is_there_again_and_its_owner_forgotten()
    {
        var places = new PlaceCounter(max: 2);
        Assert.True(places.TryTake("a"));
        Assert.True(places.TryTake("a"));
        Assert.False(places.TryTake("a"));
        Assert.True(places.TryTake("b"));
        places.Release("a");
        Assert.True(places.TryTake("a"));
        places.Release("a");
        places.Release("a");
        Assert.Equal(1, places.Owners);
    }

    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("::1", "::1")]
    public void Clients_of_one_network_of_IPv6_have_one_address(string address, string counted) =>
        Assert.Equal(counted, ClientAddress.Of(IPAddress.Parse(address)));

    [Fact]
    public void Who_comes_by_a_socket_of_this_machine_has_an_address_too() =>
        Assert.NotEmpty(ClientAddress.Of(address: null));
}
