// Each test has the machine to itself: a starved worker would be taken for dead, and the harm would be of the test's own making.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
