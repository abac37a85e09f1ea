using Examples;

[assembly: AssemblyFixture(typeof(PraiseServers))]
