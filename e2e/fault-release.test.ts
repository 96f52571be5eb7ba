import { RELEASE } from './fault-pipelines';
import { testFaults } from './fault-suite';

testFaults(RELEASE);
