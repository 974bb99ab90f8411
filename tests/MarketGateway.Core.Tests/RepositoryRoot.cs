namespace MarketGateway.Core.Tests;

/// <summary>The checkout that the tests run in: the nearest folder above them that holds the solution.</summary>
internal static class RepositoryRoot
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(at.FullName, "MarketGateway.sln")))
            {
                return at.FullName;
            }
        }

        throw new DirectoryNotFoundException($"No MarketGateway.sln above {AppContext.BaseDirectory}.");
    }
}
