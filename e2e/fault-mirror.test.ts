import { MIRROR } from './fault-pipelines';
import { testFaults } from './fault-suite';

testFaults(MIRROR);
