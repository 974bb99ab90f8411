using System.Text;
using MarketGateway.Core.Feed;
using MarketGateway.Core.Tests.Protocol;

namespace MarketGateway.Core.Tests.Feed;

public sealed class KeyPartitionerTests
{
    [Fact]
    public void A_key_lies_where_Kafkas_own_producers_put_it()
    {
        foreach (var vector in WireVector.Entries("partitions.json"))
        {
            var key = Encoding.UTF8.GetBytes(vector.GetProperty("symbol").GetString()!);

            Assert.Equal(vector.GetProperty("murmur2").GetUInt32(), KeyPartitioner.Murmur2(key));
            Assert.All(vector.GetProperty("partitions").EnumerateArray(), pair =>
                Assert.Equal(pair[1].GetInt32(), KeyPartitioner.PartitionOf(key, pair[0].GetInt32())));
        }
    }

    [Theory]
    [InlineData("0-3", new[] { 0, 1, 2, 3 })]
    [InlineData("5, 0,2", new[] { 0, 2, 5 })]
    [InlineData("7", new[] { 7 })]
    [InlineData("0-2,2-3", new[] { 0, 1, 2, 3 })]
    public void A_list_of_partitions_is_numbers_and_ranges(string text, int[] partitions)
    {
        Assert.True(PartitionList.TryParse(text, out var read));
        Assert.Equal(partitions, read);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("3-1")]
    [InlineData("a")]
    [InlineData("-1")]
    [InlineData("0,")]
    [InlineData("0-99999999")]
    public void What_is_no_list_of_partitions_is_refused(string? text) => Assert.False(PartitionList.TryParse(text, out _));
}
